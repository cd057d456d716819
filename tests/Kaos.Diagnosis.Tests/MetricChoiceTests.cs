using Kaos.Diagnosis.Metrics;

namespace Kaos.Diagnosis.Tests;

public sealed class MetricChoiceTests
{
    [Theory]
    [InlineData("http_request_duration_seconds_bucket",
        "http_request_duration_seconds_bucket http_request_duration_seconds_count http_request_duration_seconds_sum")]
    [InlineData("http_server_requests_seconds_bucket",
        "http_server_requests_seconds_bucket http_server_requests_seconds_max jvm_gc_pause_seconds_max")]
    [InlineData("grpc_server_handling_seconds_bucket",
        "grpc_server_handling_seconds_bucket grpc_client_handling_seconds_bucket")]
    [InlineData("istio_request_duration_milliseconds_bucket",
        "istio_request_duration_milliseconds_bucket istio_requests_total")]
    [InlineData("http_server_request_duration_seconds_bucket",
        "http_client_request_duration_seconds_bucket http_server_request_duration_seconds_bucket")]
    [InlineData("http_server_request_duration_seconds", "http_server_request_duration_seconds http_requests_total")]
    [InlineData("checkout_latency_p99_seconds", "checkout_latency_p99_seconds checkout_latency_seconds_bucket")]
    [InlineData(null, "http_requests_total go_gc_duration_seconds process_cpu_seconds_total")]
    public void Latency_OfUsualNames_IsTheQuantileOrItsHistogram(string? chosen, string names) =>
        MetricChoice.Latency([.. names.Split(' ').Order(StringComparer.Ordinal)]).ShouldBe(chosen);

    [Theory]
    [InlineData("http_requests_total", "http_requests_total http_request_errors_total")]
    [InlineData("http_server_requests_seconds_count",
        "http_server_requests_seconds_count http_server_requests_seconds_bucket")]
    [InlineData("grpc_server_handled_total", "grpc_server_handled_total grpc_client_handled_total")]
    [InlineData(null, "up node_load1")]
    public void Requests_OfUsualNames_AreFound(string? chosen, string names) =>
        MetricChoice.Requests([.. names.Split(' ').Order(StringComparer.Ordinal)]).ShouldBe(chosen);

    [Theory]
    [InlineData("http_request_errors_total", "http_requests_total http_request_errors_total")]
    [InlineData("app_errors_total", "app_errors_total http_requests_total log_errors_total")]
    [InlineData(null, "http_requests_total")]
    public void Errors_OfUsualNames_AreFound(string? chosen, string names) =>
        MetricChoice.Errors([.. names.Split(' ').Order(StringComparer.Ordinal)]).ShouldBe(chosen);
}
