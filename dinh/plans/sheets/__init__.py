"""The plan as tables that leave and come back: worksheets, a Word file, a PDF. Pure apart from the libraries that write them."""
