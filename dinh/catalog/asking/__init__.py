"""Forms described by JSON Schema (2020-12): a schema gives pages and fields, what was typed becomes answers, answers are
checked, and read out again. Pure: values in, values out.

**The schema.** `properties` of the root are pages, in order; each is an object, or an array of objects (people of a household:
a page of rows). `x-order` lists them in order, here and in pages: JSON keeps none. Properties of a page are its fields: `title` is the label, `description` the hint, `required` as ever.

| in the schema | field |
|---|---|
| string; `maxLength` over 200 | a line; several lines |
| string, `format: date` | a day, kept as 2026-11-21 |
| `enum`, or `oneOf` of `const` and `title` | one of these |
| array of `enum` | several of these |
| integer, number | a number |
| boolean; `const: true` | yes or no; a box that must be ticked |
| `default` | what stands there at first |

Conditions are JSON Schema's own: `allOf: [{if, then}]`. In the root, `then.properties` are pages that follow the page named
in `if`; in a page they are fields, asked on a page of their own: nothing has to appear or vanish while somebody types.
What is no longer asked falls away (`tidy`).

Own words, which other programs pass over: `x-kind` (identity, phone, email, name), `x-said` (the sentence for a wrong value),
`x-earliest`, `x-latest` ("today", "today-18y", "tre.ngay_sinh+60d"), `x-working` (a day on which offices work), `x-other-than` ("me.so_dinh_danh": not the same person),
`x-prefill` (what it may be filled from: "applicant.name"; "case": the option that is called like the case that was chosen, or says so in `x-case`),
`x-example`, `x-private` (masked where it is only shown), `x-counts` (copies, pages: what the fee is reckoned by).

**Front door.** `pages_of(schema, answers)`, `read(page, get, getlist)` and `typed(page, answers)`, `merge`, `tidy`,
`check(schema, answers, today=)`, `told(schema, answers)` for reading out, `schema_faults(schema)` before a schema is kept.
"""

from .checking import check
from .faults import schema_faults
from .pages import merge, pages_of, tidy
from .reading import read, typed
from .shapes import CASE, Fault, Field, Option, Page
from .telling import Said, Told, told

__all__ = [
    "CASE",
    "Fault",
    "Field",
    "Option",
    "Page",
    "Said",
    "Told",
    "check",
    "merge",
    "pages_of",
    "read",
    "schema_faults",
    "tidy",
    "told",
    "typed",
]
