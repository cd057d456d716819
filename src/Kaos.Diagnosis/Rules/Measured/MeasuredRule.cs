using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>
/// What an alert measures and no object shows. All gauges of the object are read, whatever the alert was called; an
/// object that they find well was reported in vain, or is well again.
/// </summary>
internal sealed class MeasuredRule : IRule
{
    private static readonly ImmutableArray<IGauge> Gauges =
        [new VolumeGauge(), new NodeDiskGauge(), new CertificateGauge(), new ClockGauge(), new EtcdDiskGauge()];

    public ImmutableArray<string> Causes => [.. Gauges.Select(gauge => gauge.Cause).Distinct()];

    public ImmutableArray<string> Explains => [SymptomCodes.VolumeFilling, SymptomCodes.Measured];

    /// <summary>Whether what only numbers show can be told of objects of this kind.</summary>
    public static bool Knows(Scene scene, ObjectRef subject) => Gauges.Any(gauge => gauge.IsOf(scene, subject));

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint) => Gauges
        .Where(gauge => gauge.IsOf(scene, complaint.Subject))
        .SelectMany(gauge => gauge.Reads(scene, complaint.Subject))
        .Distinct()
        .Select(request => new Wish(Stage.Metrics, request, complaint.Subject));

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => Readings(scene, complaint.Subject)
        .Select(reading => reading.Draft?.Invoke(complaint)).OfType<Draft>();

    /// <summary>Measured, and nothing was found: that is an answer, not a riddle.</summary>
    public static bool FindsWell(Scene scene, Symptom symptom) =>
        symptom.Code is SymptomCodes.VolumeFilling or SymptomCodes.Measured &&
        Readings(scene, symptom.Subject).ToList() is { Count: > 0 } readings &&
        readings.All(reading => reading.Draft is null);

    private static IEnumerable<Reading> Readings(Scene scene, ObjectRef subject) => Gauges
        .Where(gauge => gauge.IsOf(scene, subject))
        .Select(gauge => gauge.Read(scene, subject)).OfType<Reading>();
}
