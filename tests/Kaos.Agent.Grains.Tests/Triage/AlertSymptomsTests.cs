using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Tests.Triage;

public sealed class AlertSymptomsTests
{
    [Theory]
    [InlineData("KubeHpaMaxedOut", SymptomCodes.AutoscalerStuck)]
    [InlineData("KubeHpaReplicasMismatch", SymptomCodes.AutoscalerStuck)]
    [InlineData("KubeDeploymentRolloutStuck", SymptomCodes.RolloutStuck)]
    [InlineData("KubeDeploymentReplicasMismatch", SymptomCodes.ReplicasMissing)]
    [InlineData("KubePersistentVolumeErrors", SymptomCodes.VolumeFailed)]
    [InlineData("PersistentVolumeClaimPending", SymptomCodes.ClaimUnbound)]
    [InlineData("KubeNodeNotReady", SymptomCodes.NodeNotReady)]
    [InlineData("KubeNodeReadinessFlapping", SymptomCodes.NodeNotReady)]
    [InlineData("KubeletDown", SymptomCodes.NodeNotReady)]
    [InlineData("NodeFilesystemSpaceFillingUp", SymptomCodes.NodePressure)]
    [InlineData("KubeNodePressure", SymptomCodes.NodePressure)]
    [InlineData("KubeNodeEviction", SymptomCodes.NodePressure)]
    [InlineData("KubeJobFailed", SymptomCodes.JobFailed)]
    [InlineData("KubeJobNotCompleted", SymptomCodes.JobStuck)]
    [InlineData("TargetDown", SymptomCodes.NotReady)]
    [InlineData("KubeAggregatedAPIDown", SymptomCodes.ApiUnavailable)]
    [InlineData("CertManagerCertExpirySoon", SymptomCodes.ResourceUnhealthy)]
    [InlineData("ArgoCdAppOutOfSync", SymptomCodes.ResourceUnhealthy)]
    [InlineData("CsvAbnormalFailedOver2Min", SymptomCodes.ResourceUnhealthy)]
    [InlineData("CargoPriceErrors", SymptomCodes.Errors)]
    [InlineData("InfluxdbDown", SymptomCodes.NotReady)]
    [InlineData("RedisEvictions", SymptomCodes.Other)]
    public void Of_CommonAlert_SpeaksOf(string alert, string symptom) =>
        AlertSymptoms.Of(alert, null).ShouldBe(symptom);
}
