using System.Diagnostics;

namespace Kaos.PracticeCluster.Tests.RealClients;

// A real client as a process of its own; it never outlives the test that started it.
internal sealed class OutsideProcess : IDisposable
{
    private readonly Process _process;

    public OutsideProcess(string program, string kubeconfig, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["KUBECACHEDIR"] = Path.Combine(Path.GetDirectoryName(kubeconfig)!, "cache");
        start.Environment["HOME"] = Path.GetDirectoryName(kubeconfig)!;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public async Task<string> FinishAsync(CancellationToken ct)
    {
        var (code, text) = await EndAsync(ct);
        code.ShouldBe(0, $"{string.Join(' ', _process.StartInfo.ArgumentList)}\n{text}");
        return text;
    }

    // However it ends.
    public async Task<(int Code, string Text)> EndAsync(CancellationToken ct)
    {
        Input.Close();
        var output = Output.ReadToEndAsync(ct);
        var error = _process.StandardError.ReadToEndAsync(ct);
        await _process.WaitForExitAsync(ct);
        return (_process.ExitCode, await output + await error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
