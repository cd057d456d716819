using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Reading;

/// <summary>The order in which a case is read: the cheap and telling first.</summary>
internal enum Stage
{
    Events,
    Metrics,
    Logs,
    Dependencies,
}

/// <param name="About">Named in what is said to whoever watches; null where the stage says enough.</param>
internal sealed record Wish(Stage Stage, ReadRequest Request, ObjectRef? About = null, DateTimeOffset? Around = null);
