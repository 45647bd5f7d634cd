# The same sources give the same binary, wherever they are built.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w -buildid=' -o /out/rlscreen ./cmd/rlscreen

FROM scratch
LABEL org.opencontainers.image.title="rlscreen" \
      org.opencontainers.image.description="Screening service for restless legs syndrome" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY LICENSE NOTICE /
COPY --from=build /out/rlscreen /rlscreen
USER 65532:65532
# Nothing is written: run it with a read-only root.
# Other machines reach this address, and callers are not identified, so the
# service starts only when RLSCREEN_INSECURE_LISTEN=true is given as well.
ENV RLSCREEN_ADDR=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=4s --start-period=5s --retries=3 CMD ["/rlscreen", "healthcheck"]
ENTRYPOINT ["/rlscreen"]
