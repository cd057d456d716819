using Kaos.Agent.Host.Clusters;
using Kaos.Agent.Host.Tests.Storage;
using Kaos.Kubernetes.Configuration;
using Microsoft.Extensions.Configuration;

namespace Kaos.Agent.Host.Tests.Clusters;

public sealed class ClusterChoiceTests
{
    [Fact]
    public void Auto_WithNothingAround_IsThePracticeCluster()
    {
        using var home = new TestFolder();

        Choice("auto", ("HOME", home.Path)).Kind().ShouldBe(ClusterKinds.Practice);
    }

    [Fact]
    public void Auto_WithAKubeconfigAtHome_IsThat()
    {
        using var home = new TestFolder();
        Directory.CreateDirectory(Path.Combine(home.Path, ".kube"));
        File.WriteAllText(Path.Combine(home.Path, ".kube", "config"), "apiVersion: v1");

        Choice("auto", ("HOME", home.Path)).Kind().ShouldBe(ClusterKinds.Kubeconfig);
    }

    [Fact]
    public async Task Auto_WithAKubeconfigThatIsMissing_SaysSoInsteadOfPractising()
    {
        var choice = Choice("auto", ("KUBECONFIG", "/no/such/config"));

        choice.Kind().ShouldBe(ClusterKinds.Kubeconfig);
        await Should.ThrowAsync<KubeconfigException>(() => choice.ChooseAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task InCluster_OutsideAPod_SaysWhatToDo()
    {
        var failure = await Should.ThrowAsync<KubeconfigException>(
            () => Choice("incluster").ChooseAsync(TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("kubeconfig");
    }

    [Fact]
    public void Settings_WithSeveralMistakes_TellThemAll()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Cluster"] = "mars",
            ["Practice:Scenario"] = "none",
            ["Practice:Speed"] = "0",
            ["Prometheus:Url"] = "prometheus",
        }).Build();

        var failure = Should.Throw<SettingsException>(() => ClusterSettings.Read(configuration));

        string[] parts = ["auto, practice, kubeconfig, incluster", "checkout-service", "Practice:Speed is 0",
            "http://prometheus:9090"];
        parts.ShouldAllBe(part => failure.Message.Contains(part));
    }

    [Fact]
    public async Task Practice_StartedTwice_IsFoundAgainAndReplacedWhenTheScenarioDiffers()
    {
        using var data = new TestFolder();
        var settings =
            new ClusterSettings { Data = new() { Path = data.Path }, Practice = new() { IdleExit = TimeSpan.FromSeconds(20) } };
        var token = TestContext.Current.CancellationToken;

        var first = await new PracticeProcess(settings, TimeProvider.System).EnsureAsync(token);
        var again = await new PracticeProcess(settings, TimeProvider.System).EnsureAsync(token);
        settings.Practice.Scenario = "payment-gateway";
        var other = await new PracticeProcess(settings, TimeProvider.System).EnsureAsync(token);
        using var running = System.Diagnostics.Process.GetProcessById(other.Pid);
        running.Kill();
        await running.WaitForExitAsync(token);

        again.ShouldBe(first);
        (other.Scenario, other.ClusterId).ShouldNotBe((first.Scenario, first.ClusterId));
        File.Exists(other.Kubeconfig).ShouldBeTrue();
    }

    private static ClusterChoice Choice(string cluster, params (string Name, string Value)[] environment) => new(
        new ClusterSettings { Cluster = cluster },
        name => environment.FirstOrDefault(variable => variable.Name == name).Value,
        TimeProvider.System);
}
