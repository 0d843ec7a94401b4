# syntax=docker/dockerfile:1

# The server as an image: what it needs to run, and nothing that built it. Settings and keys come from outside
# at run time; see docker-compose.yml for a whole deployment, .env.example for every setting.
#
#   docker build --tag graphql-two-factor-auth .
#
# To look at it with nothing else, on the embedded database and the simulated Twilio:
#
#   docker run --rm --init -e NODE_ENV=development -e HOST=0.0.0.0 -p 127.0.0.1:4000:4000 graphql-two-factor-auth

FROM node:24-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY .swcrc tsconfig.json ./
COPY scripts scripts
COPY schema schema
COPY pages pages
COPY client client
COPY examples examples
COPY src src
RUN npm run build

FROM base AS dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim AS runtime
ENV NODE_ENV=production DATA_DIR=/data
# Only the embedded database writes here, and only when it is asked for.
RUN install --directory --owner=node --group=node --mode=0700 /data
WORKDIR /app
# Owned by root: the server cannot change its own code.
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY pages/simulator pages/simulator
COPY --from=build /app/dist dist
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No npm in between: it would not hand SIGTERM on.
CMD ["node", "--max-semi-space-size=16", "dist/main.js"]
