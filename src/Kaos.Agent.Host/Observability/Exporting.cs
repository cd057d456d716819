using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kaos.Agent.Host.Observability;

/// <summary>
/// Telemetry by OTLP, set up by the standard <c>OTEL_*</c> variables; nothing is set up when they name no endpoint.
/// </summary>
internal static class Exporting
{
    private static readonly string[] Endpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    // What ASP.NET Core, HttpClient and the runtime report by themselves.
    private static readonly string[] Sources = [TelemetryNames.Source, "Microsoft.AspNetCore", "System.Net.Http"];

    private static readonly string[] Meters =
        [TelemetryNames.Source, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
            "System.Net.Http", "System.Runtime"];

    public static IServiceCollection AddKaosTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<KaosTelemetry>();
        builder.Services.AddCommitListener<LogTelemetry>();
        var settings = builder.Configuration;
        if (!Array.Exists(Endpoints, name => !string.IsNullOrEmpty(settings[name])) || settings.GetValue(
            "OTEL_SDK_DISABLED", false))
        {
            return builder.Services;
        }

        builder.Services.AddHostedService<Exporters>();
        if (IsWanted(settings, "LOGS"))
        {
            builder.Logging.AddOpenTelemetry(static logs =>
            {
                logs.SetResourceBuilder(Resource());
                logs.AddOtlpExporter();
            });
        }

        return builder.Services;
    }

    private static bool IsWanted(IConfiguration settings, string signal) =>
        !string.Equals(settings[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase);

    private static ResourceBuilder Resource() => ResourceBuilder.CreateDefault().AddService(
        TelemetryNames.AgentName,
        serviceVersion: typeof(Exporting).Assembly.GetName().Version?.ToString(),
        autoGenerateServiceInstanceId: false).AddEnvironmentVariableDetector();

    private sealed class Exporters(IConfiguration settings) : IHostedService, IDisposable
    {
        private TracerProvider? traces;
        private MeterProvider? metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            traces = IsWanted(settings, "TRACES")
                ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource()).AddSource(
                    Sources).AddOtlpExporter().Build()
                : null;
            metrics = IsWanted(settings, "METRICS")
                ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource()).AddMeter(
                    Meters).AddOtlpExporter().Build()
                : null;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            traces?.Dispose();
            metrics?.Dispose();
        }
    }
}
