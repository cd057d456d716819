using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Diagnosis;
using Heard = Kaos.Agent.Grains.Desk.Intake;
using TriageOf = Kaos.Agent.Grains.Triage.Triage;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class LiveClusterTests
{
    private const int Speed = 60;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clock_OfAFastCluster_IsMeasuredAndWaitedBy()
    {
        await using var practice = await PracticeCase.StartAsync("checkout-service", Speed, token);
        var cluster = practice.Cluster;
        var target = cluster.Now.AddMinutes(3);

        await cluster.DelayUntilAsync(target, token);

        cluster.Now.ShouldBeGreaterThanOrEqualTo(target);
        cluster.Speed.ShouldBe(Speed, 15);
    }

    [Fact]
    public async Task Sentence_AboutCheckout_LeadsToAnExaminationWithLogsAndMetrics()
    {
        await using var practice = await PracticeCase.StartAsync("checkout-service", Speed, token);
        var clusters = new ClusterList([practice.Cluster], (_, @namespace) => @namespace);
        var heard = await new SentenceIntake(clusters).ReadAsync(
            "What's going on with checkout-service in prod-us-east? I see alerts firing.", new Listener(["*"]), token);
        var signal = heard.ShouldBeOfType<Heard.Trouble>().Signal;

        var ended = await Investigator.RunAsync(
            practice.Cluster, new Focus(signal.Subject, signal.Symptom, signal.At), null, new InvestigationBudget(),
            token);

        signal.Subject.Name.ShouldBe("checkout-service");
        ended.Case.World.Logs.ShouldNotBeEmpty();
        ended.Case.World.Series.ShouldNotBeEmpty();
        ended.Result.Findings.ShouldContain(finding => finding.Subject.Name == "checkout-service");
    }

    [Fact]
    public async Task Sentence_AboutSluggishPayments_MeansThePaymentGateway()
    {
        await using var practice = await PracticeCase.StartAsync("payment-gateway", Speed, token);
        var clusters = new ClusterList([practice.Cluster], (_, @namespace) => @namespace);

        var heard = await new SentenceIntake(clusters).ReadAsync(
            "The payment processing in prod-eu-west feels sluggish since this morning. " +
            "Customers are complaining about timeouts at checkout.", new Listener(["*"]), token);

        var signal = heard.ShouldBeOfType<Heard.Trouble>().Signal;
        signal.Subject.Name.ShouldBe("payment-gateway");
        signal.Symptom.ShouldBe(SymptomCodes.Latency);
    }

    [Fact]
    public async Task Triage_OfACrashingCluster_ReportsIncidents()
    {
        await using var practice = await PracticeCase.StartAsync("checkout-service", Speed, token);

        var report = await TriageOf.RunAsync(practice.Cluster, null, null, null, token);

        var ends = practice.Cluster.Look().Objects.Pods.SelectMany(pod => pod.Status.ContainerStatuses)
            .Select(status => $"{status.LastState.Terminated?.Reason} {status.LastState.Terminated?.FinishedAt:u}");
        report.Status.ShouldBe(
            TriageStatus.Incidents, $"now {report.Now:u}, speed {practice.Cluster.Speed}: {string.Join("; ", ends)}");
        report.Incidents.ShouldContain(incident => incident.Subject.Name == "checkout-service");
    }

    [Fact]
    public async Task Read_OfAPodThatIsNotThere_IsDoneAndSaid()
    {
        await using var practice = await PracticeCase.StartAsync("checkout-service", Speed, token);
        var request = new ReadRequest.Logs("shop", "nobody", "app", false, 10);

        var file = await practice.Cluster.ReadAsync(new CaseFile { World = practice.Cluster.Look() }, [request], token);

        file.Done.ShouldContain(request);
        file.World.NotRead.ShouldContain(part =>
            part.What == "logs/shop/nobody/app" && part.Why.StartsWith("not there"));
    }
}
