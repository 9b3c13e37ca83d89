# syntax=docker/dockerfile:1
# The smaller image without TensorFlow's native library, on WebAssembly alone: --build-arg NATIVE=false
ARG NATIVE=true

FROM node:22.23.3-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages ./packages
COPY scripts/onnx-libraries.mjs ./scripts/
# Source maps, and ONNX Runtime's libraries for other platforms, are most of what the packages weigh.
RUN npm ci --omit=dev --loglevel=error && find node_modules -name '*.map' -delete && \
    node scripts/onnx-libraries.mjs

FROM packages AS build
COPY tsconfig.json ./
COPY scripts/build.mjs ./scripts/
COPY scripts/prepare ./scripts/prepare
COPY src ./src
RUN node scripts/build.mjs

FROM packages AS native
ARG NATIVE
ENV CACHE_DIR=/opt/seamline
RUN apt-get update && apt-get install --yes --no-install-recommends g++ python3-pip
COPY scripts/native.mjs ./scripts/
COPY scripts/native ./scripts/native
# The headers have done their work once the add-on is compiled.
RUN mkdir /opt/seamline && if [ "$NATIVE" = true ]; then node scripts/native.mjs && \
    find /opt/seamline -type d -name include -prune -exec rm -r {} +; fi

FROM node:22.23.3-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data CACHE_DIR=/data/cache
WORKDIR /app
# A new volume takes the owner of the folder that it covers.
RUN mkdir /data && chown node:node /data
COPY --from=native /opt/seamline /opt/seamline
COPY --from=native /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY packages ./packages
COPY src/api/inference/open-inference.proto src/api/inference/grpc-health.proto ./src/api/inference/
COPY scripts/health.mjs ./scripts/
COPY public ./public
COPY models ./models
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["node", "scripts/health.mjs"]
CMD ["node", "dist/main.js"]
