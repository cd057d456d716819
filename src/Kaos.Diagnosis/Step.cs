using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;

namespace Kaos.Diagnosis;

/// <summary>
/// Something more that must be read before the case can be decided. Equal requests are the same request.
/// </summary>
public abstract record ReadRequest
{
    /// <param name="Tail">Newest lines, at most.</param>
    public sealed record Logs(string Namespace, string Pod, string Container, bool Previous, int Tail) : ReadRequest;

    /// <summary>The names of the metrics that exist for a namespace, or for those of its series that match.</summary>
    public sealed record MetricNames(string Namespace, LabelMatch? Where = null) : ReadRequest
    {
        /// <summary>Under which <see cref="CaseFile.MetricNames"/> holds them.</summary>
        public string Key => Where is null ? Namespace : $"{Namespace}/{Where.Pattern}";
    }

    /// <summary>One metric over a window that ends now: of a namespace, of what the match says, or of both.</summary>
    /// <param name="Namespace">Empty: under whichever namespace its exporter runs.</param>
    /// <param name="Counter">Read as a rate per second over five minutes.</param>
    /// <param name="Where">Null: all series of the namespace.</param>
    public sealed record Series(
        string Namespace, string Metric, TimeSpan Window, TimeSpan Step, bool Counter,
        LabelMatch? Where = null) : ReadRequest;

    /// <summary>
    /// A quantile of a histogram of a namespace over a window that ends now, a series for each pod or workload.
    /// </summary>
    /// <param name="Metric">
    /// A classic histogram by its <c>_bucket</c>; of any other metric the values as they are, or the quantile where it
    /// turns out to be a native histogram. The series bear this name.
    /// </param>
    public sealed record Quantile(
        string Namespace, string Metric, double Share, TimeSpan Window, TimeSpan Step,
        LabelMatch? Where = null) : ReadRequest;

    /// <summary>All alerts that fire now.</summary>
    public sealed record Alerts : ReadRequest;
}

/// <summary>What the examination is about; null in a <c>CaseFile</c> means the whole cluster.</summary>
/// <param name="Subject">The top owner that was complained about.</param>
/// <param name="SymptomCode">What was reported, from <see cref="SymptomCodes"/>; null when only the name is
/// known.</param>
/// <param name="Since">Cluster time, when the report says so.</param>
public sealed record Focus(ObjectRef Subject, string? SymptomCode, DateTimeOffset? Since);

/// <summary>The next thing to do with a case.</summary>
public abstract record Step
{
    /// <param name="Why">What is looked for, said to whoever watches: "Looking at the metrics".</param>
    /// <param name="SoFar">Evidence that stands already, so that it can be told as it is found.</param>
    public sealed record ReadMore(
        string Why, ImmutableArray<ReadRequest> Requests, ImmutableArray<Evidence> SoFar) : Step;

    public sealed record Concluded(Examination Result) : Step;
}
