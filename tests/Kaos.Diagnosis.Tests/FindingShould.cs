using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Tests;

internal static class FindingShould
{
    public static Finding ShouldHoldOne(this IEnumerable<Finding> findings, string cause)
    {
        var all = findings.ToList();
        var fitting = all.Where(f => f.CauseCode == cause).ToList();
        fitting.Count.ShouldBe(
            1, $"wanted one {cause}, found {string.Join("; ", all.Select(f => $"{f.CauseCode} {f.RootCause}"))}");
        return fitting[0];
    }
}
