# The worker and its command line. Without DATABASE_URL it runs a PostgreSQL of its own in /data.
#
#   docker build --tag modelwarden .
#   docker run --volume modelwarden-data:/data --volume "$PWD/config:/app/config:ro" modelwarden
#   docker run --rm modelwarden demo

ARG NODE_IMAGE=node:24-slim

# Dependencies apart, so that a change of the program does not install them again. npm runs only the install
# scripts that package.json allows; the built-in PostgreSQL needs its own, which links its libraries.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production \
    MODELWARDEN_DATA=/data
# Not root: PostgreSQL refuses root, and nothing here needs it. The program itself stays root's, read-only.
RUN install --directory --owner=node --group=node --mode=0700 /data
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY config ./config
COPY src ./src
COPY jobs ./jobs
USER node
VOLUME /data
# First SIGTERM: running jobs may end; the grace that the orchestrator gives should be 30 s or more.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=20s --start-period=90s --retries=3 \
  CMD ["node", "src/main.ts", "status", "--health"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["start"]
