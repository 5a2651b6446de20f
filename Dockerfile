# FileFrag as one process on port 8000. It writes nothing, needs no root, and stops within 5 s.
FROM denoland/deno:2.9.6 AS build
WORKDIR /app
COPY . .
RUN deno install --frozen
# The context has no .git: what /healthz says of the commit is given from outside.
ARG COMMIT=unknown
RUN COMMIT="$COMMIT" deno task build

FROM denoland/deno:2.9.6
WORKDIR /app
COPY --from=build /app /app
# Where Deno keeps what it compiled. Mounted in memory, because nothing else can be written to.
ENV DENO_DIR=/tmp/deno DENO_NO_UPDATE_CHECK=1 PORT=8000
USER deno
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["deno", "eval", "--quiet", "const { ok } = await fetch(`http://127.0.0.1:${Deno.env.get('PORT')}/healthz?live`); Deno.exit(ok ? 0 : 1)"]
# Everything the server may do: talk, read its configuration, read its own files. The two bounds on
# memory halve what an attack costs (lib/testing/servers/app_server.ts).
CMD ["deno", "run", "--no-prompt", "--cached-only", "--allow-net", "--allow-env", "--allow-read=/app", "--v8-flags=--max-semi-space-size=8,--heap-growing-percent=20", "serve.ts"]
