using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

/// <summary>The dump of a real API server with staged faults.</summary>
public sealed class RecordedClusterTests
{
    private static readonly Lazy<Examination> Result = new(() => new SnapshotCase(
        SnapshotReader.Read(RepositoryFolder.Find("tests", "fixtures", "kubernetes-wire", "cluster-info-dump")),
        focus: null).Conclude());

    [Theory]
    [InlineData(CauseCodes.CrashLoop, "Deployment/shop/crash[crash]")]
    [InlineData(CauseCodes.OomLimit, "Deployment/shop/oom[oom]")]
    [InlineData(CauseCodes.ImagePullMissing, "Deployment/shop/nopull[nopull]")]
    [InlineData(CauseCodes.UnschedulableResources, "Deployment/shop/big")]
    [InlineData(CauseCodes.NodeNotReady, "Node/node-3")]
    [InlineData(CauseCodes.QuotaMustSpecify, "Deployment/quota/refused[r]")]
    public void Dump_StagedFault_IsFound(string cause, string editTarget)
    {
        var finding = Result.Value.Findings.ShouldHoldOne(cause);

        finding.EditTarget.ToString().ShouldBe(editTarget);
        finding.Chain.ShouldAllBe(c => c.Evidence.Length > 0);
    }

    [Fact]
    public void Dump_StagedFaults_AreAllThereIs()
    {
        Result.Value.Findings.Length.ShouldBe(6);
        Result.Value.Unexplained.ShouldBeEmpty();
    }

    [Fact]
    public void CrashLoop_MissingVariableInLog_IsNamedWithExitCode()
    {
        var finding = Result.Value.Findings.ShouldHoldOne(CauseCodes.CrashLoop);

        finding.Facts["missingVariable"].ShouldBe("DATABASE_URL");
        finding.Facts["exitCode"].ShouldBe("2");
    }
}
