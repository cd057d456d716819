using Kaos.Agent.Host.Auth;
using Kaos.Contracts;

namespace Kaos.Agent.Host.Tests.Auth;

public sealed class KeyFileTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void Json_Read_IsTheSameAsYaml()
    {
        var json = KeyFile.Parse(
            $$"""{"keys":[{"name":"ci","kind":"system","roles":["viewer"],"tenants":["*"],"sha256":"{{Hash}}"}]}""",
            "k");
        var yaml = KeyFile.Parse(
            $"keys:\n- name: ci\n  kind: system\n  roles: [viewer]\n  tenants: ['*']\n  sha256: {Hash.ToUpperInvariant()}\n", "k");

        json.Single().Sha256.ShouldBe(yaml.Single().Sha256);
        json.Single().Principal.ToString().ShouldBe("system:ci");
        yaml.Single().Principal.Roles.ShouldBe([Role.Viewer]);
    }

    [Fact]
    public void Mistakes_AnyNumber_AreAllToldAndNoKeyIs()
    {
        var failure = Should.Throw<SettingsException>(() => KeyFile.Parse(
            $"keys:\n- {{ name: a, kind: robot, roles: [king], sha256: plain-text-key }}\n- {{ kind: person, sha256: {Hash} }}\n- {{ name: c, kind: agent, roles: [approver], sha256: {Hash} }}",
            "keys.yaml"));

        failure.Message.ShouldContain("'a': kind must be one of person, agent, system");
        failure.Message.ShouldContain("'king' is not a role");
        failure.Message.ShouldContain("sha256sum");
        failure.Message.ShouldContain("line 3 has no name");
        failure.Message.ShouldContain("'c': an agent never approves");
        failure.Message.ShouldNotContain("plain-text-key");
    }

    [Theory]
    [InlineData("keys: [")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("keys: none")]
    public void Text_OfAnotherForm_IsRefused(string text) =>
        Should.Throw<SettingsException>(() => KeyFile.Parse(text, "k"));

    [Fact]
    public void Options_ThatNameNothing_AreRefusedWithWhatToDo()
    {
        var wrong = new AuthOptionsValidator()
            .Validate(null, new AuthOptions { Loopback = "yes", KeysFile = "/no/such/file" });

        wrong.FailureMessage!.ShouldContain("'local-admin' or 'off'");
        wrong.FailureMessage!.ShouldContain("/no/such/file");
    }
}
