"""The forms for aids, 318.635 to 318.639 (OMAI/HVI): one line and one kind of invoice, and a module for each form.

The paper editions of the five forms were not seen: all but the header follows the ordinance and its annex.
"""
