# A host as a provider hands it over: Debian with systemd, sshd and a sudo user; Ansible brings everything else.
ARG BASE
FROM ${BASE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates dbus iproute2 openssh-server procps python3 sudo systemd systemd-sysv \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --shell /bin/bash admin \
    && echo 'admin ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/admin \
    && install -d -o admin -g admin -m 0700 /home/admin/.ssh \
    && echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/keys-only.conf \
    # Each host makes keys and an identity of its own at its first boot.
    && rm -f /etc/ssh/ssh_host_* && : > /etc/machine-id \
    && printf '[Service]\nExecStartPre=\nExecStartPre=/usr/bin/ssh-keygen -A\nExecStartPre=/usr/sbin/sshd -t\n' \
        | install -D -m 0644 /dev/stdin /etc/systemd/system/ssh.service.d/keys.conf \
    # Docker makes every mount private; systemd hands credentials to services through a mount it shares with them.
    && printf '[Unit]\nDefaultDependencies=no\nBefore=sysinit.target\n[Service]\nType=oneshot\nExecStart=/usr/bin/mount --make-rshared /\n[Install]\nWantedBy=sysinit.target\n' \
        | install -D -m 0644 /dev/stdin /etc/systemd/system/shared-mounts.service \
    && systemctl enable ssh.service shared-mounts.service \
    # Consoles and kernel devices that a container does not have.
    && systemctl mask getty.target console-getty.service systemd-udevd.service systemd-modules-load.service
STOPSIGNAL SIGRTMIN+3
CMD ["/lib/systemd/systemd"]
