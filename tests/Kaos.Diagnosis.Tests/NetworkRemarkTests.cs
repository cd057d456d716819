using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class NetworkRemarkTests
{
    [Theory]
    [InlineData("shop", "web", false)]
    [InlineData("shop", "webb", true)]
    [InlineData("bank", "web", true)]
    public void NetworkPolicy_PodsOfItsNamespace_CountOnly(string ns, string app, bool remarked)
    {
        var objects = new ClusterObjectsBuilder()
            .Add(new Pod { Metadata = new ObjectMeta { Namespace = "shop", Name = "web-1", Labels = Labels("web") } })
            .Add(new NetworkPolicy
            {
                Metadata = new ObjectMeta { Namespace = ns, Name = "guard" },
                Spec = new NetworkPolicySpec { PodSelector = new LabelSelector { MatchLabels = Labels(app) } },
            })
            .Build();

        Examiner.Remarks(Snapshot(objects)).Any(r => r.Code == RemarkCodes.NetworkPolicySelectsNothing)
            .ShouldBe(remarked);
    }

    [Theory]
    [InlineData("Ignore", true)]
    [InlineData("Fail", false)]
    public void Webhook_WithoutItsService_IsLeftOverOnlyWhereItsSilenceIsIgnored(string failurePolicy, bool remarked)
    {
        var objects = new ClusterObjectsBuilder()
            .AddRange<Service>([])
            .Add(new ValidatingWebhookConfiguration
            {
                Metadata = new ObjectMeta { Name = "audit" },
                Webhooks =
                [
                    new AdmissionWebhook
                    {
                        Name = "audit.example",
                        FailurePolicy = failurePolicy,
                        ClientConfig =
                            new WebhookClient { Service = new WebhookService { Namespace = "old", Name = "audit" } },
                    },
                ],
            })
            .Build();

        Examiner.Remarks(Snapshot(objects)).Any(r => r.Code == RemarkCodes.WebhookLeftOver).ShouldBe(remarked);
    }

    private static Dictionary<string, string> Labels(string app) => new() { ["app"] = app };

    private static ClusterSnapshot Snapshot(ClusterObjects objects) =>
        new() { ClusterName = "test", Now = new DateTimeOffset(2026, 3, 14, 10, 40, 0, TimeSpan.Zero), Objects = objects };
}
