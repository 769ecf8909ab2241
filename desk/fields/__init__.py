"""The table of fields as a document: what checklists publish and what documents draw up, put together above both."""
