using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Data part: objects that fit the words.</summary>
internal sealed record CandidatesPart(string Kind, ImmutableArray<CandidateView> Candidates)
{
    /// <summary>Null where nothing fits.</summary>
    public static JsonElement? Of(ImmutableArray<Candidate> candidates) => candidates.IsDefaultOrEmpty
        ? null
        : JsonSerializer.SerializeToElement(
            new CandidatesPart(
                "kaos.candidates/v1",
                [.. candidates.Select(one => new CandidateView(one.Cluster, one.Object, one.Score))]),
            DeskJson.Default.CandidatesPart);
}

internal sealed record CandidateView(string Cluster, ObjectRef Object, double Score);
