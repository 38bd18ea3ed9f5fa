# Two stages: build the one-file bundle, then nothing but Node.js, the bundle, the CRDs and a warm compile cache.
# Runs as an ordinary user on a read-only root file system.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY .ci .ci
COPY crds crds
COPY src src
RUN node .ci/build.mjs
# Compiled code of the program and of everything it loads at start; it is used as it is, being on a read-only file system.
# https://nodejs.org/api/module.html#module-compile-cache
RUN NODE_COMPILE_CACHE=/build/cache node dist/vpcraft.mjs version

FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY --from=build /build/dist/vpcraft.mjs /build/dist/vpcraft.mjs
COPY --from=build /build/dist/crds /build/dist/crds
COPY --from=build /build/cache /build/cache
COPY LICENSE /licenses/LICENSE
ENV NODE_ENV=production NODE_COMPILE_CACHE=/build/cache NODE_OPTIONS=--max-old-space-size=768
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/nodejs/bin/node", "/build/dist/vpcraft.mjs"]
CMD ["run"]
