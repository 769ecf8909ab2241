"""The bare limit of a page: a Django project as `startproject` makes it, with one view and nothing of Safeloop's.

Middleware, sessions, sign-in and context processors are Django's defaults, because no page for a signed-in person can
do without them.
"""
