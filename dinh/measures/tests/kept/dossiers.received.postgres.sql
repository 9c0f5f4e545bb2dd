SELECT
  "t5"."unit",
  "t5"."p_at",
  COUNT(*) FILTER(WHERE
    "t5"."b0") AS "c0",
  COUNT(*) FILTER(WHERE
    "t5"."b1") AS "c1",
  COUNT(*) FILTER(WHERE
    "t5"."b2") AS "c2",
  COUNT(*) AS "c3"
FROM (
  SELECT
    "t4"."unit_now" AS "unit",
    "t4"."p_at",
    NOT (
      COALESCE("t4"."refused", FALSE)
    ) AS "b0",
    NOT (
      COALESCE("t4"."refused", FALSE)
    )
    AND (
      (
        COALESCE("t4"."requests", 0) <= 1
      )
      AND CASE
        WHEN COALESCE("t4"."ended_at" <= "t2"."p_until_month", FALSE)
        AND (
          "t4"."late" IS NOT NULL
        )
        THEN NOT (
          COALESCE("t4"."late", FALSE)
        )
        ELSE CASE
          WHEN "t4"."due_at" IS NULL
          THEN (
            "t4"."source" = 'dinh'
          )
          OR (
            "t4"."promised_at" IS NOT NULL
          )
          OR COALESCE(
            (
              (
                EXTRACT('epoch' FROM CASE
                  WHEN COALESCE("t4"."ended_at" <= "t2"."p_until_month", FALSE)
                  THEN "t4"."ended_at"
                  ELSE "t2"."p_until_month"
                END) - (
                  CASE
                    WHEN (
                      "t4"."source" = 'dinh'
                    )
                    OR COALESCE("t4"."due_at" <> "t4"."promised_at", FALSE)
                    THEN 0
                    ELSE COALESCE("t4"."stood_minutes", 0)
                  END * 60
                )
              ) - EXTRACT('epoch' FROM "t4"."received_at")
            ) <= (
              "t4"."term_minutes" * 60
            ),
            TRUE
          )
          ELSE COALESCE(
            (
              EXTRACT('epoch' FROM CASE
                WHEN COALESCE("t4"."ended_at" <= "t2"."p_until_month", FALSE)
                THEN "t4"."ended_at"
                ELSE "t2"."p_until_month"
              END) - (
                CASE
                  WHEN (
                    "t4"."source" = 'dinh'
                  )
                  OR COALESCE("t4"."due_at" <> "t4"."promised_at", FALSE)
                  THEN 0
                  ELSE COALESCE("t4"."stood_minutes", 0)
                END * 60
              )
            ) <= EXTRACT('epoch' FROM "t4"."due_at"),
            TRUE
          )
        END
      END
    ) AS "b1",
    NOT (
      COALESCE("t4"."refused", FALSE)
    )
    AND (
      (
        COALESCE("t4"."requests", 0) <= 1
      )
      AND CASE
        WHEN COALESCE("t4"."ended_at" <= "t2"."p_until_quarter", FALSE)
        AND (
          "t4"."late" IS NOT NULL
        )
        THEN NOT (
          COALESCE("t4"."late", FALSE)
        )
        ELSE CASE
          WHEN "t4"."due_at" IS NULL
          THEN (
            "t4"."source" = 'dinh'
          )
          OR (
            "t4"."promised_at" IS NOT NULL
          )
          OR COALESCE(
            (
              (
                EXTRACT('epoch' FROM CASE
                  WHEN COALESCE("t4"."ended_at" <= "t2"."p_until_quarter", FALSE)
                  THEN "t4"."ended_at"
                  ELSE "t2"."p_until_quarter"
                END) - (
                  CASE
                    WHEN (
                      "t4"."source" = 'dinh'
                    )
                    OR COALESCE("t4"."due_at" <> "t4"."promised_at", FALSE)
                    THEN 0
                    ELSE COALESCE("t4"."stood_minutes", 0)
                  END * 60
                )
              ) - EXTRACT('epoch' FROM "t4"."received_at")
            ) <= (
              "t4"."term_minutes" * 60
            ),
            TRUE
          )
          ELSE COALESCE(
            (
              EXTRACT('epoch' FROM CASE
                WHEN COALESCE("t4"."ended_at" <= "t2"."p_until_quarter", FALSE)
                THEN "t4"."ended_at"
                ELSE "t2"."p_until_quarter"
              END) - (
                CASE
                  WHEN (
                    "t4"."source" = 'dinh'
                  )
                  OR COALESCE("t4"."due_at" <> "t4"."promised_at", FALSE)
                  THEN 0
                  ELSE COALESCE("t4"."stood_minutes", 0)
                END * 60
              )
            ) <= EXTRACT('epoch' FROM "t4"."due_at"),
            TRUE
          )
        END
      END
    ) AS "b2"
  FROM (
    SELECT
      "t0"."source",
      "t0"."unit_now",
      "t0"."received_at",
      "t0"."received_on",
      "t0"."promised_at",
      "t0"."due_at",
      "t0"."ended_at",
      "t0"."refused",
      "t0"."requests",
      "t0"."stood_minutes",
      "t0"."term_minutes",
      "t0"."late",
      (
        (
          EXTRACT(YEAR FROM "t0"."received_on") * 12
        ) + EXTRACT(MONTH FROM "t0"."received_on")
      ) - 1 AS "p_at"
    FROM "dossiers" AS "t0"
    WHERE
      "t0"."unit_now" IN ('14812', '16576', '38')
      AND "t0"."received_on" >= MAKE_DATE(2026, 1, 1)
      AND "t0"."received_on" < MAKE_DATE(2026, 4, 1)
  ) AS "t4"
  INNER JOIN "dinh_periods" AS "t2"
    ON "t4"."p_at" = "t2"."p_ix"
) AS "t5"
GROUP BY
  1,
  2
