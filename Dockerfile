# The tracker as a daemon. Mount a folder with config.toml at /srv/tracker; the
# database lies below it. See docs/running.md.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock ./
# The lock holds the developers' tools too: all of it is held against its hashes here,
# and the program takes from that what it needs.
RUN python -m pip download --no-cache-dir --require-hashes --dest packages --requirement requirements.lock
COPY pyproject.toml README.md LICENSE config.toml ./
COPY pipelines ./pipelines
COPY tracker ./tracker
COPY data ./data
RUN python -m pip wheel --no-cache-dir --no-index --find-links packages --no-deps --wheel-dir dist . \
    && python -m venv /opt/tracker \
    && /opt/tracker/bin/python -m pip install --no-cache-dir --no-index --find-links packages dist/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/tracker --shell /usr/sbin/nologin tracker \
    && install --directory --owner tracker /srv/tracker
COPY --from=build /opt/tracker /opt/tracker
USER 10001
WORKDIR /srv/tracker
VOLUME /srv/tracker
ENV PATH=/opt/tracker/bin:$PATH TRACKER_CONFIG=/srv/tracker/config.toml TRACKER_LOG_FORMAT=json
STOPSIGNAL SIGTERM
ENTRYPOINT ["tracker"]
CMD ["run"]
