# Three stages: build the program, compile it ahead, then nothing but Node.js, the program, the CRDs and the compiled code.
# Runs as an ordinary user on a read-only root file system.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY .ci .ci
COPY crds crds
COPY src src
RUN node .ci/build.mjs && rm dist/*.map && mkdir cache && chown 65532:65532 cache

# Compiled code of all that `vpcraft run` loads; it is used as it is, being on a read-only file system. Made by the very
# Node.js and user that will run it: its folder is named after both, and after the features of the processor, so that
# another processor compiles anew, which takes 20 MB more (measured).
# https://nodejs.org/api/module.html#module-compile-cache
FROM gcr.io/distroless/nodejs24-debian12:nonroot AS compiled
WORKDIR /app
COPY --from=build /build/dist /build/dist
COPY --from=build /build/cache /build/cache
ENV NODE_COMPILE_CACHE=/build/cache
RUN ["/nodejs/bin/node", "/build/dist/vpcraft.mjs", "version"]
RUN ["/nodejs/bin/node", "/build/dist/run-controller.mjs"]

FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY --from=build /build/dist /build/dist
# Node.js writes these files so that only their owner reads them.
COPY --from=compiled --chown=65532:65532 /build/cache /build/cache
COPY LICENSE /licenses/LICENSE
# A small young generation: by itself V8 lets it grow to 134 MB here (measured), several times what an estate takes.
# https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib; arenas of malloc: mallopt(3), M_ARENA_MAX.
ENV NODE_ENV=production NODE_COMPILE_CACHE=/build/cache MALLOC_ARENA_MAX=1
ENV NODE_OPTIONS="--max-old-space-size=768 --max-semi-space-size=2"
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/nodejs/bin/node", "/build/dist/vpcraft.mjs"]
CMD ["run"]
