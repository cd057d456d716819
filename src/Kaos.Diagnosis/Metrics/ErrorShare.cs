using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Metrics;

/// <summary>
/// Which part of a workload's requests fails: from a metric that counts failures, else by the status that requests are
/// counted with.
/// </summary>
internal static class ErrorShare
{
    private const string Name = "errors/requests";
    private static readonly string[] Statuses = ["status", "code", "status_code", "http_status_code",
        "http_response_status_code", "response_code", "grpc_code"];

    // Of gRPC's codes those that are the server's doing.
    private static readonly HashSet<string> Failed =
        new(StringComparer.OrdinalIgnoreCase) { "Unknown", "DeadlineExceeded", "Internal", "Unavailable", "DataLoss", "ResourceExhausted", "5xx", "error", "SERVER_ERROR" };

    /// <summary>When the share rose; null where it did not, or where requests or failures are not counted.</summary>
    public static Shift? Rise(Scene scene, ObjectRef subject)
    {
        var names = scene.MetricNames(subject);
        if (MetricChoice.Requests(names) is not { } requests)
        {
            return null;
        }

        var failures = MetricChoice.Errors(names) is { } errors && errors != requests
            ? SubjectSeries.Of(scene, subject, errors, SubjectSeries.Fold.Sum)
            : SubjectSeries.Of(scene, subject, requests, SubjectSeries.Fold.Sum, where: IsFailed);
        var failed = failures.ToDictionary(s => s.At, s => s.Value);
        var shift = Shift.Find(
            scene, subject, Name, [.. SubjectSeries.Of(scene, subject, requests, SubjectSeries.Fold.Sum)
            .Where(s => s.Value > 0)
            .Select(s => s with { Value = failed.GetValueOrDefault(s.At) / s.Value })]);
        return shift is not null && shift.Point.After > shift.Point.Before ? shift : null;
    }

    private static bool IsFailed(MetricSeries series) => Statuses
        .Select(l => series.Labels.GetValueOrDefault(l))
        .Any(status =>
            status is { Length: > 0 } && ((status.Length == 3 && status[0] == '5') || Failed.Contains(status)));
}
