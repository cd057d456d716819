using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>Something about an object that only numbers show.</summary>
internal interface IGauge
{
    string Cause { get; }

    /// <summary>Whether objects of this kind are measured by it.</summary>
    bool IsOf(Scene scene, ObjectRef subject);

    IEnumerable<ReadRequest> Reads(Scene scene, ObjectRef subject);

    /// <summary>What it shows; null where nothing was measured.</summary>
    Reading? Read(Scene scene, ObjectRef subject);
}

/// <summary>What a gauge shows of an object.</summary>
/// <param name="Draft">Null where all is well.</param>
internal sealed record Reading(Func<Complaint, Draft>? Draft);
