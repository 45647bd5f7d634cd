# The same sources give the same binary, wherever they are built.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w -buildid=' -o /out/rlscreen ./cmd/rlscreen
# What the service writes: the database in /data, and the key file beside it or,
# better, on a volume of its own in /keys. Nobody else may look.
RUN mkdir -p /out/root/data /out/root/keys && chmod 0700 /out/root/data /out/root/keys

FROM scratch
LABEL org.opencontainers.image.title="rlscreen" \
      org.opencontainers.image.description="Screening service for restless legs syndrome" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY LICENSE NOTICE /
COPY --from=build --chown=65532:65532 /out/root/ /
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/rlscreen /rlscreen
USER 65532:65532
# Other machines reach this address, so the service starts only with a credential
# and TLS, or with RLSCREEN_INSECURE_LISTEN=true: deploy/README.md. Run it with a
# read-only root and a volume for /data; RLSCREEN_DB=none stores nothing.
ENV RLSCREEN_ADDR=0.0.0.0:8080 \
    RLSCREEN_DB=/data/rlscreen.db
EXPOSE 8080
VOLUME /data
HEALTHCHECK --interval=10s --timeout=4s --start-period=5s --retries=3 CMD ["/rlscreen", "healthcheck", "--without=database"]
ENTRYPOINT ["/rlscreen"]
