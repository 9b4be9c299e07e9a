#!/bin/sh
# Asked by the package system before it acts on a service. An upgrade of nginx's packages exchanges the running nginx without a lost
# request; the restart that one of them asks for besides would refuse connections.
[ "$1 $2" != "nginx.service restart" ] || exit 101
