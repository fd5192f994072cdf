# The tracker as a daemon. Mount a folder with config.toml at /srv/tracker; the
# database lies below it. See docs/running.md.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE config.toml ./
RUN python -m venv /opt/tracker \
    && /opt/tracker/bin/python -m pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pipelines ./pipelines
COPY tracker ./tracker
COPY data ./data
RUN /opt/tracker/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .

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
