using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>Looks behind a failing program: where it says itself what it fails at, that is the cause.</summary>
internal static class Statement
{
    private static readonly HashSet<string> Follows =
        [CauseCodes.CrashLoop, CauseCodes.ProbeFailing, CauseCodes.JobFailed, CauseCodes.ContainerCompletes];

    public static Draft Behind(Scene scene, Draft draft) => Follows.Contains(draft.Cause)
        ? RightsRule.Behind(scene, draft) ?? DiskFullRule.Behind(scene, draft) ?? ClockRule.Behind(scene, draft) ??
            LeaderRule.Behind(scene, draft) ?? draft
        : draft;
}
