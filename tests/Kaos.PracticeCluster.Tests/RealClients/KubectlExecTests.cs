namespace Kaos.PracticeCluster.Tests.RealClients;

public sealed class KubectlExecTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kubectl_Exec_ReadsWhatTheContainerHas()
    {
        await using var cluster = await StartAsync();
        var pod = await PodAsync(cluster);

        (await cluster.KubectlAsync($"exec -n shop {pod} -- cat /etc/resolv.conf", Ct))
            .ShouldContain("nameserver 10.96.0.10");
        (await cluster.KubectlAsync($"exec -n shop {pod} -- ls /etc/checkout", Ct)).Trim().ShouldNotBeEmpty();
        (await cluster.KubectlAsync($"exec -n shop {pod} -- env", Ct)).ShouldContain($"HOSTNAME={pod}");
        (await cluster.KubectlAsync($"exec -n shop {pod} -- nslookup cart", Ct))
            .ShouldContain("cart.shop.svc.cluster.local");
    }

    [Fact]
    public async Task Kubectl_ExecOfNoProgram_EndsWith127InTheRuntimesWords()
    {
        await using var cluster = await StartAsync();
        var pod = await PodAsync(cluster);

        var (code, text) = await RunAsync(cluster, $"exec -n shop {pod} -- nosuch");

        code.ShouldBe(127);
        text.ShouldContain("executable file not found in $PATH");
        text.ShouldContain("command terminated with exit code 127");
    }

    [Fact]
    public async Task Kubectl_ExecInNoPodOrContainer_IsRefused()
    {
        await using var cluster = await StartAsync();
        var pod = await PodAsync(cluster);

        (await RunAsync(cluster, "exec -n shop nobody -- env")).Text.ShouldContain("pods \"nobody\" not found");
        (await RunAsync(cluster, $"exec -n shop {pod} -c other -- env")).Text.ShouldContain("not valid for pod");
    }

    private static async Task<RealCluster> StartAsync()
    {
        if (OutsideProcess.Find("kubectl") is null)
        {
            Assert.Skip("kubectl is not on the PATH; eng/install-test-tools installs it from Debian.");
        }

        return await RealCluster.StartAsync("checkout-service", 1, Ct);
    }

    private static async Task<string> PodAsync(RealCluster cluster) =>
        (await cluster.KubectlAsync("get pods -n shop -l app.kubernetes.io/name=checkout-service -o name", Ct))
            .Split('\n')[0].Split('/')[1];

    private static async Task<(int Code, string Text)> RunAsync(RealCluster cluster, string line)
    {
        using var kubectl = new OutsideProcess(OutsideProcess.Find("kubectl")!, cluster.Kubeconfig, line.Split(' '));
        return await kubectl.EndAsync(Ct);
    }
}
