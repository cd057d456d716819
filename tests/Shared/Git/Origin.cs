using System.ComponentModel;
using System.Diagnostics;

namespace Kaos.Tests.Git;

/// <summary>
/// A bare repository in a temporary folder, as a team's server would have it, used with the real git command.
/// </summary>
internal sealed class Origin : IAsyncDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kaos-origin-").FullName;

    private Origin()
    {
    }

    public string Url => $"file://{Bare}";

    /// <summary>Where KAOS keeps its copies.</summary>
    public string Copies => Path.Combine(root, "copies");

    public string Root => root;

    private string Bare => Path.Combine(root, "origin.git");

    private string Work => Path.Combine(root, "work");

    public static async Task<Origin> WithAsync(params (string Path, string Text)[] files)
    {
        var origin = new Origin();
        await origin.GitAsync(origin.root, "init", "--quiet", "--bare", "--initial-branch=main", origin.Bare);
        await origin.GitAsync(origin.root, "init", "--quiet", "--initial-branch=main", origin.Work);
        await origin.CommitAsync(files);
        return origin;
    }

    /// <summary>Somebody of the team commits on main.</summary>
    public async Task CommitAsync(params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(Work, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? Work);
            await File.WriteAllTextAsync(full, text, TestContext.Current.CancellationToken);
        }

        await CommitAllAsync();
    }

    public async Task LinkAsync(string path, string to)
    {
        File.CreateSymbolicLink(Path.Combine(Work, path), to);
        await CommitAllAsync();
    }

    /// <summary>People take the branch in, as a merge button does.</summary>
    public async Task MergeAsync(string branch)
    {
        await GitAsync(Work, "fetch", "--quiet", Bare, branch);
        await GitAsync(Work, "merge", "--quiet", "--no-edit", "FETCH_HEAD");
        await GitAsync(Work, "push", "--quiet", Bare, "main:main");
        await GitAsync(Bare, "branch", "-D", branch);
    }

    public Task<string> BareAsync(params string[] words) => GitAsync(Bare, words);

    public Task<string> FileAsync(string branch, string path) => GitAsync(Bare, "show", $"{branch}:{path}");

    public async Task<string[]> BranchesAsync() =>
        (await GitAsync(Bare, "for-each-ref", "--format=%(refname:short)", "refs/heads"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A program that a test puts where one is looked for.</summary>
    public static async Task ScriptAsync(string path, string lines)
    {
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{lines}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task CommitAllAsync()
    {
        await GitAsync(Work, "add", "--all");
        await GitAsync(Work, "commit", "--quiet", "--message", "A change of the team");
        await GitAsync(Work, "push", "--quiet", Bare, "main:main");
    }

    private async Task<string> GitAsync(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] all =
            ["-c", "user.name=team", "-c", "user.email=team@example.invalid", "-c", "commit.gpgSign=false", .. words];
        foreach (var word in all)
        {
            start.ArgumentList.Add(word);
        }

        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', words)}: {await errors}");
        return output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        }
        catch (Win32Exception)
        {
            Assert.Skip("git is not installed.");
            throw;
        }
    }
}
