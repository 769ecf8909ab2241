"""The API: its schema, its docs, its tokens, its parity with the pages, and what it does with nonsense."""
