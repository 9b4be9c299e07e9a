# Where playbooks run: Ansible and ssh from Debian's packages.
ARG BASE
FROM ${BASE} AS controller
RUN apt-get update \
    && apt-get install -y --no-install-recommends ansible-core ca-certificates openssh-client python3-jinja2 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /percore

# What e2e/checks needs besides.
FROM controller AS checks
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ansible-lint curl gcc git jq libc6-dev libnginx-mod-http-lua lua-check nginx shellcheck spin systemd yamllint \
    && rm -rf /var/lib/apt/lists/*

# For machines whose own packages have no JDK 25.
FROM controller AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends docker-cli maven openjdk-25-jdk-headless \
    && rm -rf /var/lib/apt/lists/*
