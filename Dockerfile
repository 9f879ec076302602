# rexctl in an image that holds nothing else: no shell, no package manager, no rights.
#
#     docker build --tag rexctl .
#     docker run --rm --interactive --tty rexctl demo
#     docker run --rm --env REXCTL_SERVER --env REXCTL_USER --env REXCTL_TOKEN rexctl list

FROM node:24-bookworm AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY src/ui/string-width src/ui/string-width
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY CHANGELOG.md LICENSE README.md ./
COPY bin bin
COPY completions completions
COPY docs docs
COPY schemas schemas
COPY src src
RUN npm run build:binary && node src/build/packages/image-root.mjs /image

FROM scratch
ARG VERSION=unknown
LABEL org.opencontainers.image.title="rexctl" \
      org.opencontainers.image.description="Run and watch remote jobs on many hosts through Foreman's Remote Execution API" \
      org.opencontainers.image.source="https://github.com/rexctl/rexctl" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /image /
ENV HOME=/home/rexctl
WORKDIR /home/rexctl
USER 65532:65532
ENTRYPOINT ["/usr/bin/rexctl"]
