"""What a safety code shows to whom: the public page, the worker's, the inspector's, and the sheets of labels."""
