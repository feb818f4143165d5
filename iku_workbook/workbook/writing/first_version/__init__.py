"""How forms of the grammar's first version are drawn: as they were when they were handed out.

What a village holds is sealed against a form that is drawn again when it comes back, to the byte
(docs/definition.md, "Versions"). So nothing here changes; forms of newer definitions are drawn by
the modules beside this folder. It can go once no campaign of that version is open anywhere.
"""
