"""A periodic report that writes itself: from a template and the measures of a period to a paper that a person completes.

`template` reads what a kind of report consists of, `writing` makes sentences, tables and charts of the numbers, `tying` keeps
each number bound to its value while people edit, `word_out`, `word_in` and `sheet` are the paper's forms. All pure but the last."""
