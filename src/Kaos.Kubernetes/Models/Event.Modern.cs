namespace Kaos.Kubernetes.Models;

/// <content>The names that <c>events.k8s.io</c> gives to the same fields; only read, and kept under the core
/// names.</content>
public sealed partial record Event
{
    public ObjectReference? Regarding { init => InvolvedObject = value ?? InvolvedObject; }

    public string? Note { init => Message = value ?? Message; }

    public string? ReportingController { init => ReportingComponent = value ?? ReportingComponent; }

    public EventSource? DeprecatedSource { init => Source = value ?? Source; }

    public DateTimeOffset? DeprecatedFirstTimestamp { init => FirstTimestamp = value ?? FirstTimestamp; }

    public DateTimeOffset? DeprecatedLastTimestamp { init => LastTimestamp = value ?? LastTimestamp; }

    public int? DeprecatedCount { init => Count = value ?? Count; }
}
