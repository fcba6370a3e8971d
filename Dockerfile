# syntax=docker/dockerfile:1
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml application.properties ./
COPY embedded embedded
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 mvn -q -DskipTests package

FROM eclipse-temurin:25-jre
RUN groupadd --system --gid 10001 muster && useradd --system --uid 10001 --gid muster --home-dir /var/lib/muster --create-home muster
WORKDIR /opt/muster
COPY muster LICENSE application.properties ./
COPY --from=build /build/target/lib target/lib
COPY --from=build /build/target/embedded target/embedded
COPY --from=build /build/target/muster-*.jar target/
COPY routes routes
USER muster
ENV MUSTER_DATA_DIRECTORY=/var/lib/muster
VOLUME /var/lib/muster
EXPOSE 8080
# A leaf opens no port; start it with --no-healthcheck.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["/opt/muster/muster"]
