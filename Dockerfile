# The image of the operators: this program and nothing else. `docker build -t ghcr.io/aistack/aistack:0.1.0 .`
# It runs as the operator (`reconcile --watch`) and as the submitter of Marie's jobs (`marie job deliver`).

FROM docker.io/library/node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
# The build needs no install script of a package: the binaries of esbuild come as packages of their own.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node tools/build.ts && rm dist/graph.json
RUN mkdir /out && install -m 755 tools/image-launcher /out/kubectl-aistack \
    && for system in maia abi neurallog kaos marie; do ln -s kubectl-aistack "/out/kubectl-$system"; done

# No shell, no package manager. Everything that runs in a cluster is in the bundle: no node_modules.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY --from=build /src/LICENSE /src/package.json /src/oclif.manifest.json ./
COPY --from=build /src/bin ./bin
COPY --from=build /src/crds ./crds
COPY --from=build /src/dist ./dist
COPY --from=build /out/ /usr/local/bin/
# As the launchers in bin/ set it for a loop: glibc keeps less of the memory that was freed.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=32768 \
    MALLOC_TRIM_THRESHOLD_=65536
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/kubectl-aistack"]
CMD ["help"]
