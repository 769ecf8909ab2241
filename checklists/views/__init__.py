"""Pages of checklists: criteria, lists and their versions, the editor of a draft."""
