# The image uses the distribution's libsqlite3; the service runs without a shell's help, as a user without a name.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/Kaos.Agent.Host -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# git: changes of what a repository keeps are pushed there (docs/gitops.md).
RUN apt-get update && apt-get install --yes --no-install-recommends git openssh-client && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
USER 10001:10001
EXPOSE 8080
VOLUME /data
ENTRYPOINT ["dotnet", "Kaos.Agent.Host.dll"]
CMD ["serve", "--urls=http://0.0.0.0:8080", "--Data:Path=/data"]
