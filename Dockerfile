FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc rolldown.config.ts ./
RUN npm ci
COPY src src
RUN npm run build
# What is built holds code of others, and their licences ask to go with it. Some ship none: their package.json says whose they are, and how.
RUN npm prune --omit=dev --omit=optional && mkdir licenses \
  && find node_modules -type f \( -iname 'licen[cs]e*' -o -iname 'notice*' -o -name package.json \) -exec cp --parents -t licenses {} +

FROM node:24-slim
# glibc's allocator keeps what was freed between blocks that are in use: a fifth to a third of all memory here. jemalloc gives it back.
RUN apt-get update && apt-get install -y --no-install-recommends libjemalloc2 && rm -rf /var/lib/apt/lists/*
# Where memory is limited V8 keeps so little room for young objects that it copies them all day, and has those of a request that waits live
# on among the old ones: with 32 MB it does not. And of V8's four helpers one is enough: with all of them, whoever waits for an answer
# waits for four compilers on the same core.
ENV NODE_ENV=production HOST=0.0.0.0 LD_PRELOAD=libjemalloc.so.2 NODE_OPTIONS="--max-semi-space-size=32 --v8-pool-size=1"
WORKDIR /app
COPY --from=build /app/dist dist
COPY --from=build /app/licenses licenses
COPY package.json LICENSE ./
# A start with V8's code from a former one takes an eighth less. Node writes it when it ends, and takes it for the same user, options (so they
# are those of CMD) and kind of processor. From then on nobody may write it. `timeout` says 124 when its time is over, as it is meant to be.
ENV NODE_COMPILE_CACHE=/app/dist/compiled
RUN install -d -o node dist/compiled \
  && (setpriv --reuid=node --regid=node --init-groups timeout 10 node --no-allocation-site-pretenuring --no-parallel-scavenge --no-minor-gc-task --incremental-marking-soft-trigger=40 dist/node.js || test $? -eq 124) \
  && test -n "$(ls dist/compiled)" && chown -R root:root dist/compiled && chmod -R a+rX dist/compiled
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1, so SIGTERM reaches it and starts the drain. V8 would create objects of kinds that live as long as a request among
# the old ones at once: there they hold all that they point to long after it. It would collect young objects with two threads, which is more
# work on one core and no faster on two. And it would do so when four fifths of their room are full, in a turn of the event loop: the more
# often they are collected, the more of them live on. And it would collect old objects as soon as these are some MB more: each time all that
# lives moves among the old, requests that wait as well, which hold their answers there after they have ended, so that it is soon time for the
# next. When 40 % of the room is taken, it does so a quarter as often. (None of these is one of the options that NODE_OPTIONS may hold.)
CMD ["node", "--no-allocation-site-pretenuring", "--no-parallel-scavenge", "--no-minor-gc-task", "--incremental-marking-soft-trigger=40", "dist/node.js"]
