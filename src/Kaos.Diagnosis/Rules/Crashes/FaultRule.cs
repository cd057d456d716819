using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Crashes;

/// <summary>
/// Where a program fails and nothing outside of it explains that: what kind of fault its own words speak of, and what
/// that means. The cause stays what it is; the finding says more.
/// </summary>
internal static class FaultRule
{
    // Further up a log reports what was lived through.
    private const int Telling = 4;

    private static readonly HashSet<string> Follows =
        [CauseCodes.CrashLoop, CauseCodes.JobFailed, CauseCodes.ProbeFailing, CauseCodes.ContainerCompletes];

    public static Draft Behind(Scene scene, Draft draft)
    {
        if (!Follows.Contains(draft.Cause) || draft.Facts.ContainsKey("missingVariable") ||
            Find(scene, draft) is not var (at, said, fault) || FaultMeaning.Of(fault) is not var (name, meaning))
        {
            return draft;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var told = notes.Add(
            Sources.Logs, "fault", at, said.FirstSeen ?? draft.Onset,
            $"Its words speak of {name.Replace('-', ' ')}: \"{Say.Short(said.Sample)}\"", ("lines", said.Count));
        return draft with
        {
            Notes = notes,
            Chain = [.. draft.Chain, new Claim(meaning, [told])],
            Facts = draft.Facts.SetItem("fault", name),
            Summary = $"{draft.Summary.TrimEnd('.')}. {meaning}.",
        };
    }

    private static (ObjectRef At, LogPattern Said, Fault Fault)? Find(Scene scene, Draft draft)
    {
        foreach (var pod in scene.Index.PodsOf(draft.Subject))
        {
            foreach (var status in pod.AllStatuses()
                .Where(s => draft.Root.Container is null || s.Name == draft.Root.Container))
            {
                foreach (var previous in new[] { true, false })
                {
                    var folding = scene.Folded(pod.Metadata.Namespace, pod.Metadata.Name, status.Name, previous);
                    foreach (var said in (folding?.Patterns ?? []).Where(p => p.Level == LineLevel.Error)
                        .OrderByDescending(p => p.FirstIndex).Take(Telling))
                    {
                        if (FaultPhrases.Of(said.Sample, said.Detail) is { } fault)
                        {
                            return (pod.Ref() with { Container = status.Name }, said, fault);
                        }
                    }
                }
            }
        }

        return null;
    }
}
