"""Static files under names that carry the hash of their content, the modules that our scripts import included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also rewrites the `import`s of our scripts.

    Without it a page would run its own script with whatever version of the imported ones a browser has kept, and a
    phone without connection could hold two versions at once.
    """

    support_js_module_import_aggregation = True
    # Only ours: scripts of others import by bare names that no file of theirs has.
    _js_module_import_aggregation_patterns = (
        "safeloop/js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
    # A file's name depends on the names it imports: as many passes as the longest chain of imports, and one to see.
    max_post_process_passes = 12
