"""What a returned workbook must satisfy, in this order: file, form, locked cells, values, rules,
recomputation, history. Every check is a function from what was read to findings; none prints.
"""
