SELECT
  "t11"."unit",
  "t11"."p_at",
  COUNT(*) FILTER(WHERE
    "t11"."b0") AS "c0",
  COUNT(*) FILTER(WHERE
    "t11"."b1") AS "c1",
  COUNT(*) AS "c2",
  COUNT(*) FILTER(WHERE
    "t11"."b2") AS "c3"
FROM (
  SELECT
    "t10"."unit_now" AS "unit",
    "t10"."p_at",
    NOT (
      COALESCE("t10"."refused", FALSE)
    )
    AND (
      (
        "t10"."ended_at" IS NULL
      ) OR (
        "t10"."ended_at" > "t3"."p_until_month"
      )
    ) AS "b0",
    NOT (
      COALESCE("t10"."refused", FALSE)
    )
    AND (
      (
        "t10"."ended_at" IS NULL
      ) OR (
        "t10"."ended_at" > "t3"."p_until_quarter"
      )
    )
    AND (
      "t10"."p_at" = GREATEST("t10"."p_new", "t3"."p_lo_quarter")
    ) AS "b1",
    "t10"."p_at" = GREATEST("t10"."p_new", "t3"."p_lo_quarter") AS "b2"
  FROM (
    SELECT
      "t8"."unit_now",
      "t8"."received_at",
      "t8"."ended_at",
      "t8"."refused",
      "t8"."p_new",
      "t8"."p_over",
      "t8"."p_low",
      "t8"."p_long",
      "t8"."p_span",
      "t8"."p_step",
      "t8"."p_low" + "t8"."p_step" AS "p_at"
    FROM (
      SELECT
        "t7"."unit_now",
        "t7"."received_at",
        "t7"."ended_at",
        "t7"."refused",
        "t7"."p_new",
        "t7"."p_over",
        "t7"."p_low",
        "t7"."p_long",
        "t4"."p_span",
        "t4"."p_step"
      FROM (
        SELECT
          "t5"."unit_now",
          "t5"."received_at",
          "t5"."ended_at",
          "t5"."refused",
          "t5"."p_new",
          "t5"."p_over",
          GREATEST("t5"."p_new", 24312) AS "p_low",
          LEAST("t5"."p_over", 24314) - GREATEST("t5"."p_new", 24312) AS "p_long"
        FROM (
          SELECT
            "t2"."unit_now",
            "t2"."received_at",
            "t2"."ended_at",
            "t2"."refused",
            (
              (
                EXTRACT(YEAR FROM DATE("t2"."received_at" + INTERVAL '7' HOUR)) * 12
              ) + EXTRACT(MONTH FROM DATE("t2"."received_at" + INTERVAL '7' HOUR))
            ) - 1 AS "p_new",
            COALESCE(
              (
                (
                  EXTRACT(YEAR FROM DATE("t2"."ended_at" + INTERVAL '7' HOUR)) * 12
                ) + EXTRACT(MONTH FROM DATE("t2"."ended_at" + INTERVAL '7' HOUR))
              ) - 1,
              24314
            ) AS "p_over"
          FROM "dossiers" AS "t2"
          WHERE
            "t2"."unit_now" IN ('14812', '16576', '38')
            AND "t2"."received_at" < CAST(FROM_ISO8601_TIMESTAMP('2026-03-31T17:00:00+00:00') AS TIMESTAMP WITH TIME ZONE)
            AND (
              (
                "t2"."ended_at" IS NULL
              )
              OR (
                "t2"."ended_at" >= CAST(FROM_ISO8601_TIMESTAMP('2025-12-31T17:00:00+00:00') AS TIMESTAMP WITH TIME ZONE)
              )
            )
        ) AS "t5"
      ) AS "t7"
      INNER JOIN "dinh_steps" AS "t4"
        ON "t7"."p_long" = "t4"."p_span"
    ) AS "t8"
  ) AS "t10"
  INNER JOIN "dinh_periods" AS "t3"
    ON "t10"."p_at" = "t3"."p_ix"
) AS "t11"
GROUP BY
  1,
  2
